/** The two marks that canvases share with the status shapes: a cross for an error, a diamond for slow or an event. */

export function cross(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath()
  context.moveTo(x - radius, y - radius)
  context.lineTo(x + radius, y + radius)
  context.moveTo(x + radius, y - radius)
  context.lineTo(x - radius, y + radius)
  context.stroke()
}

export function diamond(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath()
  context.moveTo(x, y - radius)
  context.lineTo(x + radius, y)
  context.lineTo(x, y + radius)
  context.lineTo(x - radius, y)
  context.closePath()
  context.fill()
}
