/** Hands a file to the person, under the name the branch gave it. */
export function saveFile(file: File | Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file instanceof File ? file.name : '';
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
