import type { handleServerStreamingCall, handleUnaryCall, sendUnaryData, ServerWritableStream } from '@grpc/grpc-js';
import { toServiceError } from './rpc-error';

/** Makes a unary method of an async function. */
export function handleUnary<Request, Response>(handle: (request: Request) => Promise<Response>): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(handle(call.request), callback);
  };
}

/** Makes a unary method that may take long; `signal` aborts when the caller cancels or its deadline passes. */
export function handleWaitingUnary<Request, Response>(
  handle: (request: Request, signal: AbortSignal) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    answer(handle(call.request, abort.signal), callback);
  };
}

function answer<Response>(result: Promise<Response>, callback: sendUnaryData<Response>): void {
  result.then(
    (response) => callback(null, response),
    (error: unknown) => callback(toServiceError(error)),
  );
}

/** Makes a server-stream method of an async generator; writes no faster than the caller reads. */
export function handleServerStream<Request, Response>(
  handle: (request: Request, signal: AbortSignal) => AsyncIterable<Response>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    writeAll(call, handle(call.request, abort.signal), abort.signal).then(
      () => call.end(),
      (error: unknown) => call.emit('error', toServiceError(error)),
    );
  };
}

async function writeAll<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  responses: AsyncIterable<Response>,
  signal: AbortSignal,
): Promise<void> {
  for await (const response of responses) {
    if (signal.aborted) return;
    if (!call.write(response)) await waitForDrain(call, signal);
  }
}

/** Waits until the stream accepts more, or the signal aborts. */
export function waitForDrain(stream: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    stream.once('drain', settle);
    signal.addEventListener('abort', settle, { once: true });
    if (signal.aborted) settle();
  });
}
