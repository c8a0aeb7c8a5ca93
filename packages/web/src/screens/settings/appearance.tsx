import type { ReactNode } from 'react'
import { densityStore } from '../../lib/density.ts'
import { zoneName } from '../../lib/instant.ts'
import { singleKeysStore } from '../../lib/keyboard.ts'
import { useStore } from '../../lib/store.ts'
import { chooseTheme, themeChoiceStore } from '../../lib/theme.ts'
import { zoneStore } from '../../lib/zone.ts'
import { Choice } from '../../ui/choice.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { classes } from '../../ui/classes.ts'
import styles from './settings.module.css'

/** How the product looks in this browser. Each choice holds at once; nothing has to be saved. */
export function Appearance() {
  return (
    <SettingsFrame>
      <section className={classes(styles.page, styles.narrow)} aria-labelledby="appearance">
        <h2 id="appearance">Appearance</h2>
        <p className="t2">Kept in this browser, for this browser only. A choice holds at once.</p>
        <Row title="Theme" detail="As the system: follows it when it changes.">
          <Choice
            label="Theme"
            chosen={useStore(themeChoiceStore)}
            onChoose={chooseTheme}
            options={[
              { id: 'system', label: 'As the system' },
              { id: 'light', label: 'Light' },
              { id: 'dark', label: 'Dark' },
            ]}
          />
        </Row>
        <Row title="Density" detail="How tall the rows of tables and lists are. Nothing else changes.">
          <Choice
            label="Density"
            chosen={useStore(densityStore)}
            onChoose={densityStore.set}
            options={[
              { id: 'normal', label: 'Normal' },
              { id: 'compact', label: 'Compact' },
            ]}
          />
        </Row>
        <Row title="Times" detail="In which zone times are shown and typed. It can be changed in the time range too.">
          <Choice
            label="Times"
            chosen={useStore(zoneStore)}
            onChoose={zoneStore.set}
            options={[
              { id: 'local', label: `Mine (${zoneName('local')})` },
              { id: 'utc', label: 'UTC' },
            ]}
          />
        </Row>
        <Row title="Single-key shortcuts" detail="Off: keys like j, t or [ do nothing. Arrows, Enter, Escape and Ctrl-K go on working.">
          <Choice
            label="Single-key shortcuts"
            chosen={useStore(singleKeysStore)}
            onChoose={singleKeysStore.set}
            options={[
              { id: 'on', label: 'On' },
              { id: 'off', label: 'Off' },
            ]}
          />
        </Row>
      </section>
    </SettingsFrame>
  )
}

function Row({ title, detail, children }: { title: string; detail: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div>
        <h3>{title}</h3>
        <p className="t3">{detail}</p>
      </div>
      {children}
    </div>
  )
}
