import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconShoppingBag } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, done } from '../../api/client.ts';
import type { Pattern } from '../../api/patterns.ts';
import { texts } from '../../texts/index.ts';
import { useWrite } from '../../ui/use-write.ts';

const say = texts.buyTest;

/** A test order through the real delivery, outside all numbers. */
export function BuyTest({ pattern }: { pattern: Pattern }) {
  const [isOpen, state] = useDisclosure();
  const navigate = useNavigate();
  const [offerId, setOfferId] = useState(pattern.offers[0]?.id ?? null);
  const [email, setEmail] = useState('');
  const buy = useWrite({
    run: () =>
      done(api.POST('/orders/tests', { body: { offerId: offerId ?? '', ...(email ? { email } : {}) } })),
    topics: ['order'],
    onDone: (order) => void navigate({ to: '/orders/$orderId', params: { orderId: order.id } }),
  });
  if (pattern.state === 'draft' || pattern.offers.length === 0) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconShoppingBag size={18} aria-hidden />} onClick={state.open}>
        {say.open}
      </Button>
      <Modal
        opened={isOpen}
        onClose={state.close}
        title={say.open}
        closeButtonProps={{ 'aria-label': texts.close }}
      >
        <Stack>
          <p>{say.what}</p>
          {pattern.offers.length > 1 ? (
            <Select
              label={say.offer}
              allowDeselect={false}
              value={offerId}
              onChange={setOfferId}
              data={pattern.offers.map((offer) => ({ value: offer.id, label: offer.name }))}
            />
          ) : null}
          <TextInput
            type="email"
            label={say.email}
            description={say.emailHelp}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={state.close}>
              {texts.cancel}
            </Button>
            <Button loading={buy.isPending} onClick={() => buy.mutate(undefined)} data-autofocus>
              {say.buy}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
