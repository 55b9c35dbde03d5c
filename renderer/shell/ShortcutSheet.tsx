import { CloseOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Dialog } from './Dialog.tsx';

const sheet = [
  {
    title: 'everywhere',
    keys: [
      ['find', 'Ctrl', 'K'],
      ['areas', 'Alt', '1 … 9'],
      ['new', 'N'],
      ['print', 'Ctrl', 'P'],
      ['lock', 'Ctrl', 'Alt', 'L'],
      ['back', 'Esc'],
      ['help', '?'],
    ],
  },
  {
    title: 'lists',
    keys: [
      ['filter', '/'],
      ['move', '↑', '↓'],
      ['open2', 'Enter'],
      ['preview', 'Space'],
      ['tick', 'Ctrl', 'Space'],
      ['tickMany', 'Shift', '↑ ↓'],
    ],
  },
  {
    title: 'forms',
    keys: [
      ['next', 'Enter'],
      ['save', 'F8'],
      ['saveNext', 'Ctrl', 'Enter'],
    ],
  },
] as const;

/** `?`: every key the product knows. */
export function ShortcutSheet({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog label={t('shell.shortcuts.title')} close={close} className="sk-shortcuts">
      <header>
        <h2>{t('shell.shortcuts.title')}</h2>
        <Button type="text" icon={<CloseOutlined />} aria-label={t('parts.close')} onClick={close} />
      </header>
      <ShortcutTable />
    </Dialog>
  );
}

/** The keys themselves, by where they work. */
export function ShortcutTable() {
  const { t } = useTranslation();
  return (
    <div className="sk-shortcuts-body">
      {sheet.map((part) => (
        <section key={part.title}>
          <h3>{t(`shell.shortcuts.${part.title}`)}</h3>
          <dl>
            {part.keys.map(([what, ...keys]) => (
              <div key={what}>
                <dt>{t(`shell.shortcuts.${what}`)}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key} className="sk-key">
                      {key}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
