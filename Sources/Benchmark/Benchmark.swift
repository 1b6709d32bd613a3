import Foundation
import JSON
import Stdio

/// `taskledger-bench`: how fast the binary answers, compared side by side with another one.
@main
enum Benchmark {
  static func main() {
    StandardStreams.ignoreBrokenPipes()
    do throws(BenchmarkOptions.Wrong) {
      let options = try BenchmarkOptions(Array(CommandLine.arguments.dropFirst()))
      exit(options.isHelp ? say(BenchmarkOptions.help + "\n") : try run(options))
    } catch {
      StandardStreams.tell("taskledger-bench: \(error.message)\n")
      exit(2)
    }
  }

  private static func run(_ options: BenchmarkOptions) throws(BenchmarkOptions.Wrong) -> Int32 {
    let contestants = try contestants(options)
    let folder = URL(filePath: options.folder ?? NSTemporaryDirectory())
      .appending(path: "taskledger-bench-\(ProcessInfo.processInfo.globallyUniqueString)")
    defer { do { try FileManager.default.removeItem(at: folder) } catch {} }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .init(message: "`\(folder.path)` cannot be made; name a place with `--folder`")
    }
    let measurement = Measurement(options: options, contestants: contestants, folder: folder) {
      StandardStreams.tell("… \($0)\n")
    }
    do {
      let report = try measurement.run(machine: machine)
      return try publish(report, options)
    } catch let error as ServerProcess.Failure {
      StandardStreams.tell("taskledger-bench: \(error.message)\n")
      return 1
    } catch {
      StandardStreams.tell("taskledger-bench: \(error)\n")
      return 1
    }
  }

  private static func contestants(
    _ options: BenchmarkOptions
  ) throws(BenchmarkOptions.Wrong) -> [Measurement.Contestant] {
    let beside = Bundle.main.executableURL?.deletingLastPathComponent()
      .appending(path: "taskledger").path
    let named =
      [("new", options.binary ?? beside ?? "taskledger")]
      + (options.against.map { [("old", $0)] } ?? [])
    for (_, path) in named where !FileManager.default.isExecutableFile(atPath: path) {
      throw .init(
        message: "`\(path)` is not a program; build it with `swift build -c release`, or name one "
          + "with `--binary`")
    }
    return named.map { Measurement.Contestant(name: $0.0, path: $0.1) }
  }

  private static var machine: String {
    let info = ProcessInfo.processInfo
    return "\(info.operatingSystemVersionString), \(info.activeProcessorCount) processors, "
      + "\(info.physicalMemory >> 30) GiB"
  }

  private static func publish(_ report: Report, _ options: BenchmarkOptions) throws -> Int32 {
    let markdown = MarkdownReport.text(report)
    let files = [
      (options.markdown, markdown), (options.json, report.json.canonicalString + "\n"),
      (options.plot, LatencyPlot.svg(report)),
    ]
    for case (let path?, let text) in files {
      guard let text else {
        StandardStreams.tell("taskledger-bench: no plot, as no growth was measured\n")
        continue
      }
      try Data(text.utf8).write(to: URL(filePath: path))
    }
    return say(markdown)
  }

  private static func say(_ text: String) -> Int32 { StandardStreams.write(text) == nil ? 0 : 1 }
}
