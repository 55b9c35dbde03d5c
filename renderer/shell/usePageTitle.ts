import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the window after the page: `客户 · 守客`. Never with a person's name: titles stay in histories and screen shares. */
export function usePageTitle(title: string | undefined): void {
  const { t } = useTranslation();
  const product = t('shell.product');
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
}
