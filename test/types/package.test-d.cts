// The published declarations, as a CommonJS module sees them.
import nd = require('ndstride');

const sum: nd.NDArray = nd.add(nd.arange(3), 1);
void sum;

// @ts-expect-error not a function of the package
nd.noSuchFunction();
