# Prints test/native/numpy_casts.h: what NumPy makes of special values, cast between all pairs of dtypes.
import numpy as np, warnings
warnings.simplefilter('ignore'); np.seterr(all='ignore')
dts='bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64'.split()
names={d:'DType::k'+d[0].upper()+d[1:] for d in dts}
F=[0.0,-0.0,0.5,-0.5,0.99,-0.99,1.5,-1.5,2.5,-2.9,127.0,128.0,-128.0,-129.0,255.5,256.0,300.0,-300.0,32767.0,32768.0,40000.0,65535.0,65536.0,70000.0,-70000.0,
 2.**24+1,2.**31-1,2.**31,-2.**31,-2.**31-1,3e9,2.**32-1,2.**32,2.**32+5,-3e9,2.**53+2,2.**63-1024,2.**63,-2.**63,-2.**63-2048,1e19,2.**64-2048,2.**64,-1e19,1e38,1e39,1e300,-1e300,1e-45,1e-310,np.inf,-np.inf,np.nan]
def values(d):
    if d=='bool': return np.array([0,1],'u1').view('?')
    if d[0]=='f': return np.array(F,dtype=d)
    i=np.iinfo(d); pts=set()
    for b in (0,1,7,8,15,16,24,31,32,53,62,63):
        for o in (-1,0,1):
            for s in (1,-1):
                v=s*(2**b)+o
                if i.min<=v<=i.max: pts.add(v)
    pts|={i.min,i.max}
    return np.array(sorted(pts),dtype=d)
def bits(a):
    a=np.ascontiguousarray(a); return [int(x) for x in a.view('u%d'%a.itemsize)]
results={};differ=0
for f in dts:
    for t in dts:
        out=[]
        for x in values(f):
            # An element of a contiguous array of 128, which NumPy casts by vectors: float to uint32 differs from its
            # scalar loop where the value is out of range.
            y=np.full(128,x,dtype=f).astype(t)[:1]
            if y.tobytes()!=np.array([x],dtype=f).astype(t).tobytes() and not (f[0]=='f' and t=='uint32'): differ+=1
            out.append(y)
        results[f,t]=bits(np.concatenate(out))
assert differ==0, differ
import textwrap
def braces(q): return '{'+', '.join(hex(x)+('u' if x>0x7fffffffffffffff else '') for x in q)+'}'
def wrap(text): return textwrap.wrap(text,118,initial_indent='     ',subsequent_indent='      ')
o=['// What NumPy %s makes of special values on x86-64 when it casts between dtypes, as the bits of each element.'%np.__version__,
'// Printed by scripts/fixtures_casts.py.','#pragma once','#include <cstdint>','#include <vector>','','#include "generated/dtypes.h"','','namespace nds::test {','',
'struct NumpyCasts {','  DType from;','  std::vector<uint64_t> values;','  struct Result {','    DType to;','    std::vector<uint64_t> values;','  };','  std::vector<Result> results;','};','',
'// clang-format off','inline const std::vector<NumpyCasts> kNumpyCasts = {']
for f in dts:
    o.append('    {'+names[f]+','); o+=wrap(braces(bits(values(f)))+','); o.append('     {')
    for t in dts: o+=wrap('{'+names[t]+', '+braces(results[f,t])+'},')
    o.append('     }},')
o+=['};','// clang-format on','','}  // namespace nds::test','']
print('\n'.join(o),end='')
