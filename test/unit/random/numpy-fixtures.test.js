"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
// Replays test/fixtures/random.json (scripts/fixtures_random.py): NumPy's values, and the state after each step.
const node_fs_1 = require("node:fs");
const node_path_1 = require("node:path");
const nd = __importStar(require("../../../lib/index"));
const fixtures = JSON.parse((0, node_fs_1.readFileSync)((0, node_path_1.join)(__dirname, '../../fixtures/random.json'), 'utf8'));
const WEIGHT = 0x9e3779b97f4a7c15n;
/** digest() of scripts/fixtures_random.py. */
function digest(bytes) {
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
    padded.set(bytes);
    const words = new BigUint64Array(padded.buffer);
    let sum = 0n;
    for (let i = 0; i < words.length; i++)
        sum = BigInt.asUintN(64, sum + words[i] * BigInt(2 * i + 1));
    return BigInt.asUintN(64, sum * WEIGHT)
        .toString(16)
        .padStart(16, '0');
}
function drawStep(rng, step, size) {
    const dtype = step.dtype;
    switch (step.op) {
        case 'random':
            return rng.random({ size, dtype: dtype });
        case 'standardNormal':
            return rng.standardNormal({ size, dtype: dtype });
        default:
            return rng.integers(BigInt(step.low), BigInt(step.high), {
                size,
                dtype: dtype,
                endpoint: true,
            });
    }
}
/** Takes one step; gives the bytes drawn and the bit generator to go on with. */
function take(bitGenerator, step, size = step.n) {
    if (step.op === 'advance')
        return [undefined, bitGenerator.advance(BigInt(step.delta))];
    if (step.op === 'jump')
        return [undefined, bitGenerator.jumped(step.times)];
    const drawn = drawStep(new nd.random.Generator(bitGenerator), step, size);
    const array = nd.isNDArray(drawn) ? drawn : nd.array(drawn, { dtype: step.dtype });
    expect(array.dtype).toBe(step.dtype);
    return [array.bytes(), bitGenerator];
}
const describeStep = (step, i) => `step ${i}: ${JSON.stringify(step)}`;
function checkState(bitGenerator, inc, step, name) {
    expect([name, bitGenerator.state]).toEqual([
        name,
        {
            bitGenerator: 'PCG64',
            state: { state: BigInt(`0x${step.state}`), inc: BigInt(`0x${inc}`) },
            hasUint32: step.hasUint32,
            uinteger: step.uinteger,
        },
    ]);
}
describe.each(fixtures.seedSequences)('SeedSequence($entropy), spawn key $spawnKey, pool $poolSize', (row) => {
    const entropy = typeof row.entropy === 'string' ? BigInt(row.entropy) : row.entropy.map(BigInt);
    const sequence = new nd.random.SeedSequence(entropy, { spawnKey: row.spawnKey.map(BigInt), poolSize: row.poolSize });
    it('generates the words of NumPy', () => {
        expect(sequence.generateState(9).toArray()).toEqual(row.uint32);
        expect(sequence.generateState(4, 'uint64').toArray()).toEqual(row.uint64.map(BigInt));
    });
});
describe.each(fixtures.sessions)('a session of seed $seed', ({ seed, inc, steps }) => {
    it.each([1, 2, 3])('draws the numbers of NumPy on %i thread(s)', (threads) => {
        const before = nd.getNumThreads();
        nd.setNumThreads(threads);
        try {
            let bitGenerator = new nd.random.PCG64(BigInt(seed));
            steps.forEach((step, i) => {
                const name = describeStep(step, i);
                const [bytes, next] = take(bitGenerator, step);
                bitGenerator = next;
                if (bytes !== undefined) {
                    if (step.bytes !== undefined)
                        expect([name, Buffer.from(bytes).toString('hex')]).toEqual([name, step.bytes]);
                    expect([name, digest(bytes)]).toEqual([name, step.digest]);
                }
                checkState(bitGenerator, inc, step, name);
            });
        }
        finally {
            nd.setNumThreads(before);
        }
    });
    it('draws single values as arrays of one', () => {
        let bitGenerator = new nd.random.PCG64(BigInt(seed));
        steps.forEach((step, i) => {
            const name = describeStep(step, i);
            const [bytes, next] = take(bitGenerator, step, step.n === 1 ? undefined : step.n);
            bitGenerator = next;
            if (step.bytes !== undefined)
                expect([name, Buffer.from(bytes).toString('hex')]).toEqual([name, step.bytes]);
            checkState(bitGenerator, inc, step, name);
        });
    });
});
