import Foundation

/// The report for people.
enum MarkdownReport {
  static func text(_ report: Report) -> String {
    var parts = [
      "\(report.machine); \(report.tasks) tasks; full sync; every answer checked.",
      workloads(report), processes(report),
    ]
    if !report.growth.isEmpty { parts.append(growth(report)) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func workloads(_ report: Report) -> String {
    let isPair = report.binaries.count == 2
    let head =
      ["workload", "binary", "p50 µs", "p95 µs", "p99 µs", "CPU µs", "piped/s"]
      + (isPair ? ["p50 ratio", "CPU ratio", "piped ratio"] : [])
    let rows = Workload.allCases.flatMap { workload in
      report.rows.filter { $0.workload == workload }.map { row in
        let ratios = [\Report.Row.turns, \.processor, \.rates].map { figures in
          row.binary == report.binaries[0]
            ? decimals(report.ratio(workload) { $0[keyPath: figures] }, 2) : ""
        }
        return [
          workload.rawValue, row.binary, micro(row.latency.percentile(0.5)),
          micro(row.latency.percentile(0.95)), micro(row.latency.percentile(0.99)),
          decimals(median(row.processor).map { $0 / 1_000 }, 1), decimals(median(row.rates), 0),
        ] + (isPair ? ratios : [])
      }
    }
    return table(head, rows)
      + (isPair ? "\n\nRatios: \(report.binaries[0]) to \(report.binaries[1]), turn by turn." : "")
  }

  private static func processes(_ report: Report) -> String {
    table(
      [
        "binary", "start p50 ms", "start p95 ms", "end p50 ms", "memory at start MB",
        "after all MB",
      ],
      report.processes.map { process in
        [
          process.binary, milli(process.start.percentile(0.5)),
          milli(process.start.percentile(0.95)),
          milli(process.end.percentile(0.5)), mega(process.peakAtStart), mega(process.peakAfterAll),
        ]
      })
  }

  private static func growth(_ report: Report) -> String {
    let workloads = Workload.growing.filter { workload in
      report.growth.contains { $0.latency[workload] != nil }
    }
    return table(
      ["tasks", "binary", "import CPU s", "store MB", "start ms"]
        + workloads.map { "\($0.rawValue) µs" } + ["memory MB"],
      report.growth.map { growth in
        [
          String(growth.tasks), growth.binary, decimals(growth.importProcessorSeconds, 2),
          decimals(Double(growth.storeBytes) / 1_048_576, 1), milli(growth.start.percentile(0.5)),
        ] + workloads.map { micro(growth.latency[$0]?.percentile(0.5)) }
          + [mega(growth.peakKibibytes)]
      })
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let rule = head.indices.map { $0 == 0 || head[$0] == "binary" ? "---" : "---:" }
    return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  private static func micro(_ nanoseconds: Int?) -> String {
    decimals(nanoseconds.map { Double($0) / 1e3 }, 1)
  }

  private static func milli(_ nanoseconds: Int?) -> String {
    decimals(nanoseconds.map { Double($0) / 1e6 }, 2)
  }

  private static func mega(_ kibibytes: Int?) -> String {
    decimals(kibibytes.map { Double($0) / 1_024 }, 1)
  }

  /// A dash where nothing was measured.
  static func decimals(_ value: Double?, _ places: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    return String(format: "%.\(places)f", value)
  }
}
