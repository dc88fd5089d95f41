import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts/index.ts';

/** Search in a list: `/` goes there, Esc leaves it; the words stand in the address. */
export function SearchField({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (words: string) => void;
  label: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const tell = useDebouncedCallback(onChange, 200);
  useEffect(() => setTyped(value), [value]);
  useHotkeys([['/', () => field.current?.focus()]]);
  const change = (words: string) => {
    setTyped(words);
    tell(words);
  };
  return (
    <TextInput
      ref={field}
      type="search"
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
      placeholder={label}
      aria-label={label}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={
        typed ? (
          <CloseButton size="sm" aria-label={texts.clear} onClick={() => change('')} />
        ) : (
          <Kbd size="xs">/</Kbd>
        )
      }
    />
  );
}
