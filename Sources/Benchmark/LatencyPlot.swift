import Foundation

/// Median latency by size of the store, both axes logarithmic, as SVG that needs nothing else.
enum LatencyPlot {
  private static let width = 760.0
  private static let height = 460.0
  private static let left = 70.0
  private static let right = 200.0
  private static let top = 40.0
  private static let bottom = 50.0

  /// Told apart by people who see no red or no green, too (Okabe and Ito's).
  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"]

  private struct Line {
    let name: String
    let color: String
    let isDashed: Bool
    let points: [(tasks: Double, microseconds: Double)]
  }

  /// - Returns: nil where no growth was measured.
  static func svg(_ report: Report) -> String? {
    let lines = lines(of: report)
    let points = lines.flatMap(\.points)
    guard let sizes = decades(points.map(\.tasks)), let times = decades(points.map(\.microseconds))
    else { return nil }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
      font-family="sans-serif" font-size="12">
      """, #"<rect width="100%" height="100%" fill="white"/>"#,
      text("Median latency by tasks in the store", x: left, y: 22, anchor: "start", size: 15),
    ]
    func x(_ tasks: Double) -> Double {
      left + (log10(tasks) - sizes.lowerBound) / (sizes.upperBound - sizes.lowerBound)
        * (width - left - right)
    }
    func y(_ microseconds: Double) -> Double {
      height - bottom - (log10(microseconds) - times.lowerBound)
        / (times.upperBound - times.lowerBound) * (height - top - bottom)
    }
    for decade in Int(sizes.lowerBound)...Int(sizes.upperBound) {
      let place = x(pow(10, Double(decade)))
      parts.append(rule(place, top, place, height - bottom))
      parts.append(text(count(decade), x: place, y: height - bottom + 18, anchor: "middle"))
    }
    for decade in Int(times.lowerBound)...Int(times.upperBound) {
      let place = y(pow(10, Double(decade)))
      parts.append(rule(left, place, width - right, place))
      parts.append(text(duration(decade), x: left - 8, y: place + 4, anchor: "end"))
    }
    parts.append(
      text("tasks", x: (left + width - right) / 2, y: height - 10, anchor: "middle"))
    for (index, line) in lines.enumerated() {
      let path = line.points.map { "\(place(x($0.tasks))),\(place(y($0.microseconds)))" }
      let dashes = line.isDashed ? #" stroke-dasharray="6 4""# : ""
      parts.append(
        """
        <polyline points="\(path.joined(separator: " "))" fill="none" stroke="\(line.color)" \
        stroke-width="2"\(dashes)/>
        """)
      for point in line.points {
        parts.append(
          """
          <circle cx="\(place(x(point.tasks)))" cy="\(place(y(point.microseconds)))" r="3" \
          fill="\(line.color)"/>
          """)
      }
      let row = top + 14 + Double(index) * 20
      let start = width - right + 16
      parts.append(
        """
        <line x1="\(place(start))" y1="\(place(row - 4))" x2="\(place(start + 24))" \
        y2="\(place(row - 4))" stroke="\(line.color)" stroke-width="2"\(dashes)/>
        """)
      parts.append(text(line.name, x: start + 30, y: row, anchor: "start"))
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static func lines(of report: Report) -> [Line] {
    report.binaries.enumerated().flatMap { index, binary in
      zip(Workload.growing, colors).compactMap { workload, color in
        let points = report.growth.filter { $0.binary == binary }.compactMap { growth in
          growth.latency[workload]?.percentile(0.5).map {
            (tasks: Double(growth.tasks), microseconds: Double($0) / 1_000)
          }
        }
        guard !points.isEmpty else { return nil }
        let name = report.binaries.count == 1 ? "" : ", \(binary)"
        return Line(
          name: workload.rawValue + name, color: color, isDashed: index > 0,
          points: points.sorted { $0.tasks < $1.tasks })
      }
    }
  }

  /// The whole powers of ten around the values, as exponents.
  private static func decades(_ values: [Double]) -> ClosedRange<Double>? {
    guard let least = values.min(), let most = values.max(), least > 0 else { return nil }
    let lower = log10(least).rounded(.down)
    return lower...max(log10(most).rounded(.up), lower + 1)
  }

  /// 3 → "1 000".
  private static func count(_ decade: Int) -> String {
    switch decade {
    case ..<3: String(Int(pow(10, Double(decade))))
    case 3..<6: String(Int(pow(10, Double(decade - 3)))) + "k"
    default: String(Int(pow(10, Double(decade - 6)))) + "M"
    }
  }

  /// Of a power of ten in microseconds.
  private static func duration(_ decade: Int) -> String {
    switch decade {
    case ..<0: "\(MarkdownReport.decimals(pow(10, Double(decade)), -decade)) µs"
    case 0..<3: "\(Int(pow(10, Double(decade)))) µs"
    case 3..<6: "\(Int(pow(10, Double(decade - 3)))) ms"
    default: "\(Int(pow(10, Double(decade - 6)))) s"
    }
  }

  private static func place(_ value: Double) -> String { String(format: "%.1f", value) }

  private static func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    """
    <line x1="\(place(x1))" y1="\(place(y1))" x2="\(place(x2))" y2="\(place(y2))" stroke="#ddd"/>
    """
  }

  private static func text(
    _ text: String, x: Double, y: Double, anchor: String, size: Int = 12
  ) -> String {
    let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    return """
      <text x="\(place(x))" y="\(place(y))" text-anchor="\(anchor)" font-size="\(size)">\
      \(escaped)</text>
      """
  }
}
