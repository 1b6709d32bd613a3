import Foundation

/// What is measured, and where the results go.
struct BenchmarkOptions: Equatable {
  struct Wrong: Error, Equatable {
    let message: String
  }

  /// The binary that is judged; nil: the one that stands beside the benchmark.
  var binary: String?
  /// Another one, which takes turns with it: the last commit's, for one.
  var against: String?
  /// Turns of each workload; each gives one ratio.
  var rounds = 7
  /// Requests of one turn, one after another. Fewer and a hiccup of the machine is the result.
  var requests = 200
  /// Requests that are written without waiting, for the throughput.
  var pipelined = 2_000
  /// Tasks in the store of all workloads.
  var tasks = 1_000
  /// Stores whose growth is measured, in tasks.
  var sizes = [1_000, 10_000, 100_000]
  var workloads = Workload.allCases
  var markdown: String?
  var json: String?
  var plot: String?
  /// Where the stores stand; the disk that is measured.
  var folder: String?
  var isHelp = false

  static let help = """
    taskledger-bench: how fast taskledger answers, over real pipes, with full sync

    Usage: swift run -c release taskledger-bench [OPTION …]

      --binary PATH        what is measured (default: the taskledger beside this program)
      --against PATH       another one, in turns with it: ratios are from the same minutes
      --rounds N           turns of each workload (default 7)
      --requests N         requests of a turn, one after another (default 200)
      --pipelined N        requests written without waiting (default 2000)
      --tasks N            tasks in the store of the workloads (default 1000)
      --sizes A,B          stores whose growth is measured (default 1000,10000,100000); 0 for none
      --workloads A,B      only these: \(Workload.allCases.map(\.rawValue).joined(separator: ", "))
      --markdown FILE      the report (it is printed, too)
      --json FILE          all figures, for programs
      --plot FILE          latency by size of the store, as SVG
      --folder DIR         where the stores are made: the disk that is measured (default: temporary)
      --quick              a look that takes seconds: 2 rounds of 20, 1000 tasks, no growth
      --help               this text

    Every answer is checked. Exit status: 0; 1 where an answer was wrong; 2 where an option is.
    """

  /// - Parameter arguments: without the program's name.
  init(_ arguments: [String]) throws(Wrong) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--help", "-h":
        isHelp = true
        continue
      case "--quick":
        (rounds, requests, pipelined, tasks, sizes) = (2, 20, 100, 1_000, [])
        continue
      default: break
      }
      guard option.hasPrefix("--") else {
        throw Wrong(message: "`\(option)` is not an option; `--help` says which there are")
      }
      // `--rounds=3` is `--rounds 3`.
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
        throw Wrong(message: "`\(parts[0])` wants a value")
      }
      try set(parts[0], value)
    }
  }

  private mutating func set(_ option: String, _ value: String) throws(Wrong) {
    switch option {
    case "--binary": binary = value
    case "--against": against = value
    case "--markdown": markdown = value
    case "--json": json = value
    case "--plot": plot = value
    case "--folder": folder = value
    case "--rounds": rounds = try Self.count(option, value)
    case "--requests": requests = try Self.count(option, value)
    case "--pipelined": pipelined = try Self.count(option, value)
    case "--tasks": tasks = try Self.count(option, value)
    case "--sizes":
      sizes =
        value == "0"
        ? []
        : try Self.list(value).map { name throws(Wrong) in
          try Self.count(option, name)
        }
    case "--workloads":
      workloads = try Self.list(value).map { name throws(Wrong) in
        guard let workload = Workload(rawValue: name) else {
          let known = Workload.allCases.map(\.rawValue).joined(separator: ", ")
          throw Wrong(message: "`--workloads`: `\(name)` is not one of \(known)")
        }
        return workload
      }
    default: throw Wrong(message: "`\(option)` is not an option; `--help` says which there are")
    }
  }

  private static func list(_ value: String) -> [String] {
    value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Ten million: more tasks or requests than a disk or a day has room for.
  private static func count(_ option: String, _ value: String) throws(Wrong) -> Int {
    guard let number = Int(value), (1...10_000_000).contains(number) else {
      throw Wrong(message: "`\(option)`: `\(value)` is not a number from 1 to 10000000")
    }
    return number
  }
}
