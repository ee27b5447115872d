import type { Keeping } from './recorded.ts';
import type { Request } from './request.ts';

/** A request as plain JSON, to be kept with a hold and asked again. */
export function formatRequest(request: Request): Record<string, unknown> {
  return {
    ...request,
    treat: request.treat instanceof Map ? Object.fromEntries(request.treat) : request.treat,
    approval: null,
  };
}

/** The inverse of {@link formatRequest}; what is kept was written by us and is trusted as the state is. */
export function parseRequest(kept: unknown): Request & { readonly out: string | null } {
  const { treat, keeping: _keeping, ...rest } = kept as Record<string, unknown>;
  return {
    ...(rest as unknown as Request & { out: string | null }),
    treat: typeof treat === 'object' && treat !== null ? new Map(Object.entries(treat)) : (treat as 'auto' | null),
  } as Request & { readonly out: string | null };
}

/** Where the content of the hold lies that the request is kept with; undefined where it was not noted. */
export function keepingOf(kept: unknown): Keeping | undefined {
  return (kept as { readonly keeping?: Keeping }).keeping;
}
