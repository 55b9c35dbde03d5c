import { type ThemeConfig, theme } from 'antd';
import type { Language } from '../../shared/i18n/index.ts';
import { fontStacks, measure, type Palette, palettes, type ThemeName } from './tokens.ts';

type Algorithm = Exclude<NonNullable<ThemeConfig['algorithm']>, readonly unknown[]>;

/** antd's dark algorithm mixes its own shades from the base colours; ours are chosen and stay as they are. */
const exactly =
  (palette: Palette): Algorithm =>
  (seed, map) => ({
    ...(map ?? theme.defaultAlgorithm(seed)),
    colorPrimary: palette.primary,
    colorPrimaryHover: palette.primaryHover,
    colorPrimaryActive: palette.primaryActive,
    colorLink: palette.primary,
    colorInfo: palette.primary,
    colorSuccess: palette.finished,
    colorWarning: palette.due,
    colorError: palette.overdue,
  });

/** The product's tokens in antd's words. `still` is the wish for reduced motion. */
export function antdTheme(name: ThemeName, language: Language, still: boolean): ThemeConfig {
  const palette = palettes[name];
  return {
    algorithm: [name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm, exactly(palette)],
    cssVar: { key: 'shouke' },
    hashed: false,
    token: {
      colorPrimary: palette.primary,
      colorPrimaryHover: palette.primaryHover,
      colorPrimaryActive: palette.primaryActive,
      colorPrimaryText: palette.primary,
      colorPrimaryBg: palette.primaryTint,
      colorLink: palette.primary,
      colorLinkHover: palette.primaryHover,
      colorLinkActive: palette.primaryActive,
      colorInfo: palette.primary,
      colorSuccess: palette.finished,
      colorWarning: palette.due,
      colorError: palette.overdue,
      colorErrorBg: palette.overdueTint,
      colorWarningBg: palette.dueTint,
      colorInfoBg: palette.primaryTint,
      colorSuccessBg: palette.finishedTint,
      colorText: palette.text,
      colorTextSecondary: palette.textSoft,
      colorTextTertiary: palette.textMeta,
      colorTextDescription: palette.textMeta,
      colorTextPlaceholder: palette.textMeta,
      colorTextDisabled: palette.textMeta,
      colorTextLightSolid: palette.onPrimary,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorBgSpotlight: name === 'dark' ? '#E4DED4' : '#2B2823',
      colorBorder: palette.edge,
      colorBorderSecondary: palette.hairline,
      colorSplit: palette.hairline,
      colorBgMask: name === 'dark' ? 'rgba(0, 0, 0, 0.6)' : 'rgba(36, 33, 29, 0.42)',
      controlItemBgHover: palette.hover,
      controlItemBgActive: palette.primaryTint,
      controlItemBgActiveHover: palette.primaryTint,
      controlOutline: palette.primaryTint,
      fontFamily: fontStacks[language],
      fontSize: measure.text,
      fontSizeSM: measure.meta,
      fontSizeHeading3: measure.heading,
      fontSizeHeading4: measure.subheading,
      lineHeight: 1.57,
      borderRadius: measure.radius,
      borderRadiusLG: measure.radius,
      borderRadiusSM: 4,
      controlHeight: measure.control,
      boxShadow: name === 'dark' ? '0 8px 28px rgba(0,0,0,.55)' : '0 8px 28px rgba(58,50,38,.18)',
      boxShadowSecondary: name === 'dark' ? '0 6px 20px rgba(0,0,0,.5)' : '0 6px 20px rgba(58,50,38,.16)',
      boxShadowTertiary: 'none',
      motion: !still,
      motionDurationFast: '0.06s',
      motionDurationMid: '0.1s',
      motionDurationSlow: '0.14s',
      lineWidthFocus: 2,
      wireframe: false,
    },
    components: {
      Button: {
        primaryColor: palette.onPrimary,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        dangerColor: name === 'dark' ? '#2B0B07' : '#FFFFFF',
        fontWeight: 500,
      },
      Tabs: { horizontalItemPadding: '8px 0', horizontalMargin: '0 0 12px 0' },
      Form: { itemMarginBottom: 16, labelColor: palette.textSoft, verticalLabelPadding: '0 0 4px' },
      Tooltip: { colorTextLightSolid: name === 'dark' ? '#24211D' : '#FEFDFB' },
      Modal: { titleFontSize: 16 },
    },
  };
}
