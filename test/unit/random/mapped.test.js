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
var __addDisposableResource = (this && this.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (this && this.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
Object.defineProperty(exports, "__esModule", { value: true });
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
const nd = __importStar(require("../../../lib/index"));
const { defaultRng } = nd.random;
describe.each(['random', 'standardNormal'])('%s into a memory map', (method) => {
    let folder;
    beforeEach(() => {
        folder = (0, node_fs_1.mkdtempSync)((0, node_path_1.join)((0, node_os_1.tmpdir)(), 'nds-random-'));
    });
    afterEach(() => (0, node_fs_1.rmSync)(folder, { recursive: true }));
    it('draws the numbers of any other array, beyond one block of its way too', () => {
        const n = 1_500_001;
        for (const dtype of ['float64', 'float32']) {
            const env_1 = { stack: [], error: void 0, hasError: false };
            try {
                const map = __addDisposableResource(env_1, new nd.memmap((0, node_path_1.join)(folder, dtype), { dtype, mode: 'w+', shape: [n] }), false);
                const mapped = defaultRng(6);
                const plain = defaultRng(6);
                mapped[method]({ out: map, dtype });
                const expected = plain[method]({ size: n, dtype });
                expect(map.equal(expected).all()).toBe(true);
                expect(mapped.bitGenerator.state).toEqual(plain.bitGenerator.state);
            }
            catch (e_1) {
                env_1.error = e_1;
                env_1.hasError = true;
            }
            finally {
                __disposeResources(env_1);
            }
        }
    });
    it('refuses a map that is read-only', () => {
        const env_2 = { stack: [], error: void 0, hasError: false };
        try {
            const path = (0, node_path_1.join)(folder, 'readonly');
            new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: [8] }).close();
            const map = __addDisposableResource(env_2, new nd.memmap(path, { dtype: 'float64', mode: 'r', shape: [8] }), false);
            expect(() => defaultRng(6)[method]({ out: map })).toThrow(nd.ReadOnlyError);
        }
        catch (e_2) {
            env_2.error = e_2;
            env_2.hasError = true;
        }
        finally {
            __disposeResources(env_2);
        }
    });
    it('throws MappingLostError when the file was cut, and the generator goes on', () => {
        const env_3 = { stack: [], error: void 0, hasError: false };
        try {
            const path = (0, node_path_1.join)(folder, 'cut');
            const map = __addDisposableResource(env_3, new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: [100_000] }), false);
            const rng = defaultRng(6);
            (0, node_fs_1.truncateSync)(path, 4096);
            expect(() => rng[method]({ out: map })).toThrow(nd.MappingLostError);
            const next = rng.random();
            expect(next).toBeGreaterThanOrEqual(0);
            expect(next).toBeLessThan(1);
        }
        catch (e_3) {
            env_3.error = e_3;
            env_3.hasError = true;
        }
        finally {
            __disposeResources(env_3);
        }
    });
});
