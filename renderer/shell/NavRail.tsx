import { useTranslation } from 'react-i18next';
import { NavLink, useNavigate } from 'react-router';
import { useHotkey } from '../keys/useHotkey.ts';
import { useFeatures } from './FeaturesContext.ts';
import type { Area } from './manifest.ts';
import mark from './mark.svg';

function AreaLink({ area }: { area: Area }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { icon: Icon, badge: Badge } = area;
  useHotkey(`Alt+${area.order}`, () => void navigate(area.path));
  return (
    <li>
      <NavLink to={area.path} aria-keyshortcuts={`Alt+${area.order}`} title={`${t(area.label)} (Alt+${area.order})`}>
        <Icon />
        <span className="sk-nav-word">{t(area.label)}</span>
        {Badge ? <Badge /> : null}
      </NavLink>
    </li>
  );
}

/** The areas at the left, Alt+1 to Alt+9. */
export function NavRail() {
  const { t } = useTranslation();
  const areas = useFeatures().flatMap((feature) => (feature.area ? [feature.area] : []));
  return (
    <nav className="sk-nav" aria-label={t('shell.areas')}>
      <div className="sk-nav-mark">
        <img src={mark} alt="" width={24} height={24} />
        <strong>{t('shell.product')}</strong>
      </div>
      <ul>
        {[...areas]
          .sort((a, b) => a.order - b.order)
          .map((area) => (
            <AreaLink key={area.path} area={area} />
          ))}
      </ul>
    </nav>
  );
}
