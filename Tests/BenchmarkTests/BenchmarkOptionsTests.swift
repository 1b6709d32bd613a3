import Testing

@testable import Benchmark

@Suite struct BenchmarkOptionsTests {
  @Test func whatIsGivenIsTakenInBothForms() throws {
    let options = try BenchmarkOptions([
      "--binary", "a", "--against=b", "--rounds", "3", "--sizes", "10, 200", "--workloads=ping",
    ])
    #expect(options.binary == "a")
    #expect(options.against == "b")
    #expect(options.rounds == 3)
    #expect(options.sizes == [10, 200])
    #expect(options.workloads == [.ping])
  }

  @Test func whatFollowsAQuickLookCountsMore() throws {
    let options = try BenchmarkOptions(["--quick", "--rounds", "4", "--sizes", "50"])
    #expect(options.rounds == 4)
    #expect(options.sizes == [50])
    #expect(try BenchmarkOptions(["--sizes", "0"]).sizes.isEmpty)
  }

  @Test(arguments: [
    (["fast"], "`fast` is not an option"), (["--fast", "1"], "`--fast` is not an option"),
    (["--rounds"], "`--rounds` wants a value"), (["--binary="], "`--binary` wants a value"),
    (["--rounds", "0"], "`0` is not a number from 1"),
    (["--tasks", "10000001"], "`10000001` is not a number from 1"),
    (["--sizes", "10,x"], "`x` is not a number from 1"),
    (["--workloads", "ping,walk"], "`walk` is not one of ping, tools_list"),
  ])
  func whatCannotBeMeantIsRefused(arguments: [String], says: String) {
    let error = #expect(throws: BenchmarkOptions.Wrong.self) { try BenchmarkOptions(arguments) }
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
  }
}
