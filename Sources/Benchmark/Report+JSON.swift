import JSON

/// The report for programs: all figures in the units that they were measured in.
extension Report {
  var json: JSONValue {
    [
      "machine": .string(machine), "tasks": .integer(Int64(tasks)),
      "binaries": .array(binaries.map(JSONValue.string)),
      "workloads": .array(rows.map(json)), "processes": .array(processes.map(json)),
      "growth": .array(growth.map(json)),
    ]
  }

  private func json(_ row: Row) -> JSONValue {
    [
      "workload": .string(row.workload.rawValue), "binary": .string(row.binary),
      "latency_ns": row.latency.json, "turn_p50_ns": numbers(row.turns),
      "processor_ns": numbers(row.processor), "piped_per_second": numbers(row.rates),
    ]
  }

  private func json(_ process: Process) -> JSONValue {
    [
      "binary": .string(process.binary), "start_ns": process.start.json,
      "end_ns": process.end.json, "memory_at_start_kib": number(process.peakAtStart),
      "memory_after_all_kib": number(process.peakAfterAll),
    ]
  }

  private func json(_ growth: Growth) -> JSONValue {
    var latency = JSONObject()
    for workload in Workload.growing {
      latency[workload.rawValue] = growth.latency[workload]?.json
    }
    return [
      "binary": .string(growth.binary), "tasks": .integer(Int64(growth.tasks)),
      "import_processor_s": JSONValue(growth.importProcessorSeconds),
      "store_bytes": .integer(Int64(growth.storeBytes)), "start_ns": growth.start.json,
      "latency_ns": .object(latency), "memory_kib": number(growth.peakKibibytes),
    ]
  }

  private func numbers(_ values: [Double]) -> JSONValue {
    .array(values.map { $0.isFinite ? JSONValue($0) : .null })
  }

  private func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
}

extension Samples {
  fileprivate var json: JSONValue {
    let shares = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("max", 1)]
    var object: JSONObject = ["count": .integer(Int64(nanoseconds.count))]
    for (name, share) in shares {
      object[name] = percentile(share).map { .integer(Int64($0)) } ?? .null
    }
    return .object(object)
  }
}
