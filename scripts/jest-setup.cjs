'use strict';

// Node 20 defines these symbols in its main realm only; tests run in another.
Symbol.dispose ??= Symbol.for('nodejs.dispose');
Symbol.asyncDispose ??= Symbol.for('nodejs.asyncDispose');
