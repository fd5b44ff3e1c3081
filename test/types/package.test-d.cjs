"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
// The published declarations, as a CommonJS module sees them.
const nd = require("ndstride");
const sum = nd.add(nd.arange(3), 1);
void sum;
// @ts-expect-error not a function of the package
nd.noSuchFunction();
