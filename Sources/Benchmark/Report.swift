/// All that was measured.
struct Report {
  /// One binary's figures for one workload.
  struct Row {
    let workload: Workload
    let binary: String
    /// Of one request after another, in nanoseconds.
    var latency = Samples()
    /// Median latency of each turn: what ratios are made of.
    var turns: [Double] = []
    /// Nanoseconds of processor time a request, of each turn.
    var processor: [Double] = []
    /// Requests a second, written without waiting, of each turn.
    var rates: [Double] = []
  }

  /// One binary at one size of its store.
  struct Growth {
    let binary: String
    let tasks: Int
    var importProcessorSeconds = 0.0
    var storeBytes = 0
    /// From the launch to the first answer, in nanoseconds.
    var start = Samples()
    var latency: [Workload: Samples] = [:]
    var peakKibibytes: Int?
  }

  struct Process {
    let binary: String
    /// From the launch to the first answer, in nanoseconds.
    var start = Samples()
    /// From the end of the input to the end of the process.
    var end = Samples()
    var peakAtStart: Int?
    var peakAfterAll: Int?
  }

  var machine: String
  /// The one that is judged, and, where there is one, the other.
  var binaries: [String]
  var tasks: Int
  var processes: [Process] = []
  var rows: [Row] = []
  var growth: [Growth] = []

  /// How the first binary compares to the second: the median of the ratios of turns that were
  /// next to each other; nil where there is only one.
  func ratio(_ workload: Workload, _ figures: (Row) -> [Double]) -> Double? {
    let pair = binaries.compactMap { binary in
      rows.first { $0.workload == workload && $0.binary == binary }
    }
    guard pair.count == 2 else { return nil }
    return median(zip(figures(pair[0]), figures(pair[1])).map { $0 / $1 })
  }
}
