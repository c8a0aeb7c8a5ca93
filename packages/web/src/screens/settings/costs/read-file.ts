/** The text of a chosen file; empty where none was. */
export async function textOfFile(form: FormData, name: string): Promise<string> {
  const file = form.get(name)
  return file instanceof File && file.size > 0 ? file.text() : ''
}
