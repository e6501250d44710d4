import type { ServerResponse } from 'node:http';
import { answerQuestion, refuseQuestion, type AnswerHabits } from './answer-question';
import type { Catalogue } from './catalogue/create-catalogue';
import { type BendAnswer, bendAnswer, bendQuestion } from './faults/bend-answer';
import { breakBody } from './faults/break-body';
import { afterMs, breakConnection } from './faults/break-connection';
import type { FaultEffect } from './faults/fault';
import type { FaultPicker } from './faults/pick-effect';
import { refuse } from './faults/refuse';
import { type Question, type RequestParams, readQuestion, splitToken } from './read-question';
import type { RequestRecorder } from './record-requests';

/**
 * Called before a request with the right token is answered, with its running number from 1, so that a test can
 * change the catalogue in the middle of a scan. The answer waits for it.
 */
export type BeforeAnswer = (
  number: number,
  params: RequestParams,
  catalogue: Catalogue,
) => void | Promise<void>;

export interface NetworkDependencies {
  catalogue: Catalogue;
  recorder: RequestRecorder;
  faults: FaultPicker;
  habits: AnswerHabits;
  token: string;
  pageCap: number;
  latencyMs: number;
  clock: () => number;
  beforeAnswer: BeforeAnswer | undefined;
}

/**
 * Answer requests to the network's one route.
 *
 * An answer tells what is true when the request comes in; the latency passes afterwards, as if on the way back.
 */
export function createNetwork(dependencies: NetworkDependencies) {
  const { catalogue, recorder, faults, habits, token, pageCap, latencyMs, clock, beforeAnswer } =
    dependencies;

  function wordAnswer(question: Question | string, effect: BendAnswer | undefined): string {
    if (typeof question === 'string') return JSON.stringify(refuseQuestion(question));
    const asked = effect === undefined ? question : bendQuestion(question, effect);
    const answer = answerQuestion(catalogue, asked, clock(), habits);
    return JSON.stringify(effect === undefined ? answer : bendAnswer(answer, effect, question));
  }

  /** What is to be sent is made here and now; the result sends it. */
  function sendingOf(
    question: Question | string,
    effect: FaultEffect | undefined,
    response: ServerResponse,
  ): () => void {
    switch (effect?.kind) {
      case 'status':
      case 'redirect':
        return () => refuse(response, effect);
      case 'html':
      case 'json-null':
      case 'huge':
      case 'gzip-bomb':
      case 'deep-json':
        return () => breakBody(response, effect);
      case 'hang':
      case 'late':
      case 'slow-drip':
      case 'cut-body':
      case 'wrong-length':
      case 'reset': {
        const body = wordAnswer(question, undefined);
        return () => breakConnection(response, effect, Buffer.from(body));
      }
      case 'success-false':
      case 'no-offers':
      case 'null-offers':
      case 'total-zero':
      case 'total-pages':
      case 'empty-page':
      case 'short-page':
      case 'same-page':
      case 'odd-rows':
      case 'duplicate':
      case 'vanish-share':
      case undefined: {
        const body = wordAnswer(question, effect);
        return () => sendJson(response, 200, body);
      }
    }
  }

  return async function serveNetwork(search: URLSearchParams, response: ServerResponse): Promise<void> {
    const { token: shown, params } = splitToken(search);
    const { number, beforeInSecond } = recorder.begin(params, response);
    if (shown !== token) {
      sendJson(response, 401, '{"success":false,"message":"Invalid token"}');
      return;
    }
    await beforeAnswer?.(number, params, catalogue);
    const question = readQuestion(params, pageCap);
    const asked = typeof question === 'string' ? undefined : question;
    const effect = faults.pick({ number, beforeInSecond, question: asked });

    const send = sendingOf(question, effect, response);
    if (latencyMs > 0) afterMs(response, latencyMs, send);
    else send();
  };
}

/** Send a JSON text with its length. */
export function sendJson(response: ServerResponse, status: number, json: string): void {
  const body = Buffer.from(json);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
