import Foundation
import JSON
import Testing

/// `taskledger-bench` against the real binary, with so few requests that the times mean nothing.
@Suite struct BenchmarkRunTests {
  private func run(_ arguments: [String]) throws -> (status: Int32, output: String, error: String) {
    let bench = try ServerProcess.binary.deletingLastPathComponent()
      .appendingPathComponent("taskledger-bench")
    let process = try Launch.process(arguments, program: bench)
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let remarks = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: text, as: UTF8.self),
      String(decoding: remarks, as: UTF8.self)
    )
  }

  @Test func everyWorkloadIsMeasuredOfBothBinariesAndItsAnswersAreRight() throws {
    let folder = try TemporaryDirectory()
    let binary = try ServerProcess.binary.path
    let file = { folder.url.appendingPathComponent($0).path }
    let result = try run([
      "--binary", binary, "--against", binary, "--rounds", "1", "--requests", "2", "--pipelined",
      "3", "--tasks", "300", "--sizes", "300", "--folder", folder.url.path, "--json",
      file("r.json"), "--markdown", file("r.md"), "--plot", file("r.svg"),
    ])
    #expect(result.status == 0, "\(result.error)")
    let report = try JSONValue.parse(Array(Data(contentsOf: URL(filePath: file("r.json")))))
    let rows = try #require(report["workloads"]?.array)
    #expect(rows.count == 20)
    for row in rows {
      #expect(row["latency_ns"]?["count"] == 2)
      #expect(row["piped_per_second"]?.array?.count == 1)
    }
    #expect(report["growth"]?[0]?["store_bytes"]?.integer ?? 0 > 100_000)
    #expect(try String(contentsOfFile: file("r.md"), encoding: .utf8) == result.output)
    #expect(try String(contentsOfFile: file("r.svg"), encoding: .utf8).contains("<svg"))
    // The stores that were measured are gone, the results are not.
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        == ["r.json", "r.md", "r.svg"])
  }

  @Test func whatCannotBeMeasuredIsSaid() throws {
    let missing = try run(["--quick", "--binary", "/nonexistent/taskledger"])
    #expect(missing.status == 2)
    #expect(missing.error.contains("is not a program; build it with"))
    let other = try run(["--quick", "--binary", "/bin/false"])
    #expect(other.status == 1)
    #expect(other.error.contains("`/bin/false import` ended with 1"))
    let wrong = try run(["--rounds", "many"])
    #expect(wrong.status == 2)
    #expect(wrong.error.contains("`many` is not a number"))
  }
}
