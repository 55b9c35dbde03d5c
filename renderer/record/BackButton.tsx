import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useHotkey } from '../keys/useHotkey.ts';

/** The arrow before a title, and Esc, which does the same: to the page before, or to `to`. */
export function BackButton({ to }: { to?: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const leave = () => void (to ? navigate(to) : navigate(-1));
  useHotkey('Escape', leave);
  return (
    <Button
      type="text"
      icon={<ArrowLeftOutlined aria-hidden="true" />}
      aria-label={t('parts.back')}
      title={`${t('parts.back')} (Esc)`}
      onClick={leave}
    />
  );
}
