# Prints test/native/numpy_casts.h: what NumPy makes of special values, cast between all pairs of dtypes.
import numpy as np, warnings
warnings.simplefilter('ignore'); np.seterr(all='ignore')
dts='bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128'.split()
names={d:'DType::k'+d[0].upper()+d[1:] for d in dts}
F=[0.0,-0.0,0.5,-0.5,0.99,-0.99,1.5,-1.5,2.5,-2.9,127.0,128.0,-128.0,-129.0,255.5,256.0,300.0,-300.0,32767.0,32768.0,40000.0,65535.0,65536.0,70000.0,-70000.0,
 2.**24+1,2.**31-1,2.**31,-2.**31,-2.**31-1,3e9,2.**32-1,2.**32,2.**32+5,-3e9,2.**53+2,2.**63-1024,2.**63,-2.**63,-2.**63-2048,1e19,2.**64-2048,2.**64,-1e19,1e38,1e39,1e300,-1e300,1e-45,1e-310,np.inf,-np.inf,np.nan]
# Halfway between two float16, and next to it; its largest, its subnormals.
H=[1+2.**-11,1+2.**-11+2.**-23,1+2.**-11+2.**-30,1+2.**-11-2.**-30,1+3*2.**-11,65504.,65519.99,65520.,-65520.,2.**-14,2.**-14-2.**-25,2.**-14-2.**-26,
 2.**-24,2.**-25,2.**-25*(1+2.**-20),-2.**-25*(1+2.**-40),3*2.**-25,3*2.**-25-2.**-60,2.**-26]
def nans(d): return np.array({'float16':[0x7d00,0xfe01,0x7c01],'float32':[0x7fa00000,0xffc12345,0x7f800001],
 'float64':[0x7ff4000000000000,0xfff8246800000000,0x7ff0000000000001]}[d],'u%d'%(int(d[5:])//8)).view(d)
def values(d):
    if d=='bool': return np.array([0,1],'u1').view('?')
    if d=='float16': return np.concatenate([np.array(F,dtype=d),nans(d)])
    if d[0]=='f': return np.concatenate([np.array(F+H,dtype=d),nans(d)])
    if d[0]=='c':
        part='float%d'%(int(d[7:])//2); re=np.array(F,dtype=part); im=np.roll(re,7); im[::3]=0
        return np.stack([re,im],-1).reshape(-1).view(d)
    i=np.iinfo(d); pts=set()
    for b in (0,1,7,8,15,16,24,31,32,53,62,63):
        for o in (-1,0,1):
            for s in (1,-1):
                v=s*(2**b)+o
                if i.min<=v<=i.max: pts.add(v)
    pts|={i.min,i.max}
    return np.array(sorted(pts),dtype=d)
def bits(a):
    a=np.ascontiguousarray(a); return [int(x) for x in a.view('u%d'%min(a.itemsize,8))]
results={};differ=0
for f in dts:
    for t in dts:
        out=[]
        for x in values(f):
            # An element of a contiguous array of 128, which NumPy casts by vectors: float to uint32 differs from its
            # scalar loop where the value is out of range.
            y=np.full(128,x,dtype=f).astype(t)[:1]
            if y.tobytes()!=np.array([x],dtype=f).astype(t).tobytes() and not (f[0] in 'fc' and t=='uint32'): differ+=1
            out.append(y)
        results[f,t]=bits(np.concatenate(out))
assert differ==0, differ
import textwrap
def braces(q): return '{'+', '.join(hex(x)+('u' if x>0x7fffffffffffffff else '') for x in q)+'}'
def wrap(text): return textwrap.wrap(text,118,initial_indent='     ',subsequent_indent='      ')
o=['// What NumPy %s makes of special values on x86-64 when it casts between dtypes, as the bits of each element (of 16'%np.__version__,
'// bytes: two words). Printed by scripts/fixtures_casts.py.','#pragma once','#include <cstdint>','#include <vector>','','#include "generated/dtypes.h"','','namespace nds::test {','',
'struct NumpyCasts {','  DType from;','  std::vector<uint64_t> values;','  struct Result {','    DType to;','    std::vector<uint64_t> values;','  };','  std::vector<Result> results;','};','',
'// clang-format off','inline const std::vector<NumpyCasts> kNumpyCasts = {']
for f in dts:
    o.append('    {'+names[f]+','); o+=wrap(braces(bits(values(f)))+','); o.append('     {')
    for t in dts: o+=wrap('{'+names[t]+', '+braces(results[f,t])+'},')
    o.append('     }},')
o+=['};','// clang-format on','','}  // namespace nds::test','']
print('\n'.join(o),end='')
