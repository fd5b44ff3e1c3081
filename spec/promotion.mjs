// numpy.result_type of two dtypes, by letter; rows and columns in the order of spec/dtypes.mjs (NumPy 2.4's own table).
export const promotion = [
  '?bhilBHILefdFD', // bool
  'bbhilhildefdFD', // int8
  'hhhilhildffdFD', // int16
  'iiiiliilddddDD', // int32
  'llllllllddddDD', // int64
  'BhhilBHILefdFD', // uint8
  'HiiilHHILffdFD', // uint16
  'IllllIIILdddDD', // uint32
  'LddddLLLLdddDD', // uint64
  'eefddefddefdFD', // float16
  'fffddffddffdFD', // float32
  'ddddddddddddDD', // float64
  'FFFDDFFDDFFDFD', // complex64
  'DDDDDDDDDDDDDD', // complex128
];
