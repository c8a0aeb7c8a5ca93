/** The price list: tables in use, their rows, and pricing stored calls again. */
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { SettingsFrame } from '../settings-frame.tsx'
import { PriceRows } from './price-rows.tsx'
import { PriceVersions } from './price-versions.tsx'
import { Repricings } from './repricings.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import shared from '../settings.module.css'

export function PricesPage() {
  const [uploading, setUploading] = useState(false)
  const [version, setVersion] = useState<string>()
  return (
    <SettingsFrame>
      <div className={shared.page}>
        <header className={shared.head}>
          <div className="grow">
            <h2>Prices</h2>
            <p className="t2">Calls are priced when they arrive, by the first table below that knows their model on their day.</p>
          </div>
          <Button look="primary" onClick={() => setUploading(true)}>
            Add a price table…
          </Button>
        </header>
        <PriceVersions chosen={version} onChoose={setVersion} />
        <PriceRows version={version} onClear={() => setVersion(undefined)} />
        <Repricings />
        {uploading && <UploadDialog onClose={() => setUploading(false)} />}
      </div>
    </SettingsFrame>
  )
}
