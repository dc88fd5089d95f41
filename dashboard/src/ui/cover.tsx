import { IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { pictureUrl } from '../api/pictures.ts';
import css from './cover.module.css';

/** A pattern's first picture, small; a quiet frame where there is none. */
export function Cover({
  patternId,
  sha256,
  size = 48,
}: {
  patternId: string | null;
  sha256: string | null | undefined;
  size?: number;
}) {
  const [isBroken, setBroken] = useState(false);
  return (
    <span className={css.cover} style={{ width: size, height: size }}>
      {patternId && sha256 && !isBroken ? (
        <img
          src={pictureUrl(patternId, sha256)}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
        />
      ) : (
        <IconPhoto size={size * 0.45} stroke={1.3} aria-hidden />
      )}
    </span>
  );
}
