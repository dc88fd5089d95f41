import { api, done, live } from './client.ts';
import { toProblem } from './problem.ts';
import type { Answer, Body } from './types.ts';

export type Release = Answer<'files.getRelease'>;
export type FileReport = Answer<'files.listFindings'>['files'][number];
export type ReleaseChanges = Body<'files.updateRelease'>;

export const releasesQuery = (patternId: string) =>
  live(['release', 'pattern'], ['releases', patternId], () =>
    done(api.GET('/patterns/{patternId}/releases', { params: { path: { patternId } } })),
  );

export const findingsQuery = (releaseId: string) =>
  live(['release', 'finding'], ['findings', releaseId], () =>
    done(api.GET('/releases/{releaseId}/findings', { params: { path: { releaseId } } })),
  );

/** Sends one file, with its progress from 0 to 1. Throws Problem; the browser's fetch cannot tell how far it is. */
export function uploadFile(
  patternId: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<{ releaseId: string | null; isImage: boolean }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/patterns/${patternId}/files`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      if (request.status < 300) resolve(request.response);
      else reject(toProblem(new Response(null, { status: request.status }), request.response));
    });
    request.addEventListener('error', () => reject(new TypeError('The hub cannot be reached')));
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}
