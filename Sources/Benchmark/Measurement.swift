import Foundation
import JSON

/// Runs the workloads: each binary in turn, on a store of its own, in the order A B, then B A.
struct Measurement {
  struct Contestant {
    /// As the report calls it.
    let name: String
    let path: String
  }

  let options: BenchmarkOptions
  let contestants: [Contestant]
  /// A folder that is empty, and ours.
  let folder: URL
  /// Says what is going on; a run takes minutes.
  let tell: (String) -> Void

  /// Unmeasured requests that wake a server first: caches fill, statements are prepared.
  private static let wakingRequests = 10

  /// Starts of one binary; each takes a few milliseconds.
  private static let starts = 21

  func run(machine: String) throws(ServerProcess.Failure) -> Report {
    var report = Report(
      machine: machine, binaries: contestants.map(\.name), tasks: options.tasks)
    try measureWorkloads(&report)
    for size in options.sizes { try measureGrowth(to: size, &report) }
    return report
  }

  // MARK: - Workloads

  private func measureWorkloads(_ report: inout Report) throws(ServerProcess.Failure) {
    tell("a store of \(options.tasks) tasks for each binary")
    let pages = try writePages(ofTasks: options.tasks)
    for contestant in contestants {
      _ = try makeStore("workloads", from: pages, with: contestant)
      report.processes.append(Report.Process(binary: contestant.name))
      for workload in options.workloads {
        report.rows.append(Report.Row(workload: workload, binary: contestant.name))
      }
    }
    for turn in 0..<Self.starts {
      for index in order(turn) {
        let life = try timedLife(contestants[index], "workloads")
        report.processes[index].start.add([life.start])
        report.processes[index].end.add([life.end])
        report.processes[index].peakAtStart = life.peakKibibytes
      }
    }
    var servers: [ServerProcess] = []
    for contestant in contestants { servers.append(try start(contestant, "workloads")) }
    var number = 1
    for workload in options.workloads {
      tell(workload.rawValue)
      for turn in 0..<options.rounds {
        for index in order(turn) {
          let row = report.rows.firstIndex {
            $0.workload == workload && $0.binary == contestants[index].name
          }
          guard let row else { continue }
          try measure(workload, servers[index], from: number, &report.rows[row])
        }
        number += Self.wakingRequests + options.requests + options.pipelined
      }
    }
    for (index, server) in servers.enumerated() {
      report.processes[index].peakAfterAll = server.peakKibibytes
      _ = try server.finish()
    }
  }

  /// Who goes first changes with each turn, so that neither always meets a warmer machine.
  private func order(_ turn: Int) -> [Int] {
    turn.isMultiple(of: 2) ? Array(contestants.indices) : contestants.indices.reversed()
  }

  private func measure(
    _ workload: Workload, _ server: ServerProcess, from first: Int, _ row: inout Report.Row
  ) throws(ServerProcess.Failure) {
    _ = try ask(workload, server, first..<first + Self.wakingRequests, isWaking: true)
    let start = first + Self.wakingRequests
    let before = server.processorNanoseconds
    let samples = try ask(workload, server, start..<start + options.requests)
    if let before, let after = server.processorNanoseconds {
      row.processor.append(Double(after - before) / Double(options.requests))
    }
    row.latency.add(samples.nanoseconds)
    row.turns.append(Double(samples.percentile(0.5) ?? 0))

    let piped = start + options.requests..<start + options.requests + options.pipelined
    let requests = piped.flatMap { workload.request($0, tasks: options.tasks) }
    let begin = Nanoseconds.now
    let answers = try server.exchange(requests, answers: piped.count)
    let duration = Nanoseconds.now - begin
    row.rates.append(Double(piped.count) / (Double(duration) / 1e9))
    try check(answers, of: workload, Set(piped))
  }

  /// One request after another; only writing and reading is timed.
  private func ask(
    _ workload: Workload, _ server: ServerProcess, _ numbers: Range<Int>, tasks: Int? = nil,
    isWaking: Bool = false
  ) throws(ServerProcess.Failure) -> Samples {
    var samples = Samples()
    for number in numbers {
      let request = workload.request(number, tasks: tasks ?? options.tasks)
      let begin = Nanoseconds.now
      let answer = try server.exchange(request, answers: 1)
      samples.add([Nanoseconds.now - begin])
      try check(answer, of: workload, [number], isWaking: isWaking)
    }
    return samples
  }

  /// Each request has its one answer, and each answer is right: what is fast and wrong is not fast.
  private func check(
    _ answers: [UInt8], of workload: Workload, _ numbers: Set<Int>, isWaking: Bool = false
  ) throws(ServerProcess.Failure) {
    var left = numbers
    for line in answers.split(separator: UInt8(ascii: "\n")) {
      let answer: JSONValue
      do { answer = try JSONValue.parse(line) } catch {
        throw ServerProcess.Failure(message: "\(workload.rawValue): an answer is not JSON")
      }
      let number = answer["id"]?.integer.map { Int($0) }
      if let number, left.remove(number) == nil {
        throw .init(message: "\(workload.rawValue): nobody asked for answer \(number)")
      }
      // Notifications have no id.
      guard number != nil,
        let complaint = workload.complaint(about: answer, isWaking: isWaking)
      else { continue }
      throw .init(
        message: "\(workload.rawValue): \(complaint): \(answer.canonicalString.prefix(400))")
    }
    guard left.isEmpty else {
      throw .init(message: "\(workload.rawValue): \(left.count) requests have no answer")
    }
  }

  // MARK: - Growth

  private func measureGrowth(to size: Int, _ report: inout Report) throws(ServerProcess.Failure) {
    tell("growth: \(size) tasks")
    let pages = try writePages(ofTasks: size)
    for contestant in contestants {
      var growth = Report.Growth(binary: contestant.name, tasks: size)
      growth.importProcessorSeconds = try makeStore("growth-\(size)", from: pages, with: contestant)
      growth.storeBytes = bytes(ofStore: store("growth-\(size)", of: contestant))
      for _ in 0..<Self.starts {
        growth.start.add([try timedLife(contestant, "growth-\(size)").start])
      }
      let server = try start(contestant, "growth-\(size)")
      for workload in Workload.growing where options.workloads.contains(workload) {
        _ = try ask(
          workload, server, 1..<1 + Self.wakingRequests, tasks: size, isWaking: true)
        let first = 1 + Self.wakingRequests
        growth.latency[workload] = try ask(
          workload, server, first..<first + options.requests, tasks: size)
      }
      growth.peakKibibytes = server.peakKibibytes
      _ = try server.finish()
      report.growth.append(growth)
      // A store of a million tasks takes gigabytes: it is not kept beside the next one.
      remove(store("growth-\(size)", of: contestant).deletingLastPathComponent())
    }
    remove(pages)
  }

  // MARK: - Stores

  private func store(_ name: String, of contestant: Contestant) -> URL {
    folder.appending(path: "\(contestant.name)-\(name)").appending(path: "workspace.db")
  }

  private func writePages(ofTasks count: Int) throws(ServerProcess.Failure) -> URL {
    let file = folder.appending(path: "tasks-\(count).jsonl")
    do {
      guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
      let handle = try FileHandle(forWritingTo: file)
      for page in Corpus.pages(ofTasks: count) {
        try handle.write(contentsOf: Data((page + "\n").utf8))
      }
      try handle.close()
    } catch { throw .init(message: "`\(file.path)` cannot be written: \(error)") }
    return file
  }

  /// - Returns: the processor time that it took, in seconds.
  private func makeStore(
    _ name: String, from pages: URL, with contestant: Contestant
  ) throws(ServerProcess.Failure) -> Double {
    let store = store(name, of: contestant)
    let process = Process()
    process.executableURL = URL(filePath: contestant.path)
    process.arguments = ["import", pages.path, "--store", store.path]
    process.environment = ServerProcess.environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let before = childrenSeconds()
    do {
      try FileManager.default.createDirectory(
        at: store.deletingLastPathComponent(), withIntermediateDirectories: true)
      try process.run()
    } catch { throw .init(message: "`\(contestant.path)` cannot be run: \(error)") }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw .init(message: "`\(contestant.path) import` ended with \(process.terminationStatus)")
    }
    return childrenSeconds() - before
  }

  private func childrenSeconds() -> Double {
    var usage = rusage()
    // Glibc gives the constant a type of its own; everywhere it is −1.
    getrusage(-1, &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
  }

  private func bytes(ofStore store: URL) -> Int {
    ["", "-wal"].reduce(0) { sum, ending in
      let values: URLResourceValues?
      do {
        values = try URL(filePath: store.path + ending).resourceValues(forKeys: [.fileSizeKey])
      } catch { values = nil }
      return sum + (values?.fileSize ?? 0)
    }
  }

  private func remove(_ place: URL) {
    do { try FileManager.default.removeItem(at: place) } catch {}
  }

  private func start(
    _ contestant: Contestant, _ name: String
  ) throws(ServerProcess.Failure) -> ServerProcess {
    try ServerProcess(
      binary: contestant.path,
      arguments: [
        "--store", store(name, of: contestant).path, "--workspace", Corpus.workspaceID,
      ])
  }

  /// - Returns: the nanoseconds from the launch to the first answer, and from the end of the input
  ///   to the end of the process.
  private func timedLife(
    _ contestant: Contestant, _ name: String
  ) throws(ServerProcess.Failure) -> (start: Int, end: Int, peakKibibytes: Int?) {
    let begin = Nanoseconds.now
    let server = try start(contestant, name)
    let duration = Nanoseconds.now - begin
    let peak = server.peakKibibytes
    return (duration, try server.finish(), peak)
  }
}
