import Testing

@testable import LiveBackend

struct AnswerReaderTests {
  private func reader(_ lines: [String], largestAnswer: Int = 10) -> AnswerReader {
    var reader = AnswerReader(largestAnswer: largestAnswer)
    for line in lines where !reader.read(line: Array("\(line)\r\n".utf8)) { break }
    return reader
  }

  @Test func namesAreInLowerCaseAndValuesWithoutSpaceAroundThem() throws {
    let answer = try reader([
      "HTTP/2 200 ", "Content-LENGTH: 2", "X-A:\t b c  ", "x-a:d", "no header", "",
    ]).answer()
    #expect(
      answer
        == HTTPAnswer(status: 200, headers: ["content-length": "2", "x-a": "b c, d"], body: []))
  }

  @Test(arguments: [
    [], ["HTTP/1.1 200 OK"], ["HTTP/1.1 200 OK", "A: b"], ["HTTP/1.1 100 Continue", ""],
    ["HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK"], [""], ["A: b", ""], ["HTTP/1.1 OK", ""],
    ["HTTP/1.1 99 OK", ""], ["HTTP/1.1 1000 OK", ""],
    ["HTTP/1.1 200 OK", "Content-Length: 1", "content-length: 2", ""],
  ])
  func whatIsNotAWholeHeadIsNotAnAnswer(lines: [String]) {
    let failure = #expect(throws: HTTPFailure.self) { try reader(lines).answer() }
    #expect(failure?.kind == .broken)
  }

  @Test func theSameLengthTwiceIsOne() throws {
    let lines = ["HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 2", ""]
    #expect(try reader(lines).answer().headers["content-length"] == "2")
  }

  @Test func aHeadHasABoundOfLinesAndOfBytesWhateverItBelongsTo() throws {
    let most = AnswerReader.mostLines
    let fitting = ["HTTP/1.1 200 OK"] + Array(repeating: "A: b", count: most - 2) + [""]
    #expect(try reader(fitting).answer().status == 200)
    let announced = (0..<(most - 2) / 2).flatMap { _ in ["HTTP/1.1 100 Continue", ""] }
    #expect(try reader(announced + ["HTTP/1.1 200 OK", ""]).answer().status == 200)
    let half = String(repeating: "b", count: AnswerReader.largestHead / 2)
    let tooMuch = [
      ["HTTP/1.1 200 OK"] + Array(repeating: "A: b", count: most - 1) + [""],
      ["HTTP/1.1 200 OK", ""] + Array(repeating: "A: b", count: most - 1),
      announced + ["HTTP/1.1 200 OK", "A: b", ""], ["HTTP/1.1 200 OK", "A: \(half)", "B: \(half)"],
    ]
    for lines in tooMuch {
      let failure = #expect(throws: HTTPFailure.self) { try reader(lines).answer() }
      #expect(failure?.kind == .tooLarge)
    }
  }

  @Test func aBodyHasABound() throws {
    var fitting = reader(["HTTP/1.1 200 OK", ""], largestAnswer: 4)
    let areRead = [fitting.read(body: [1, 2]), fitting.read(body: [3, 4])]
    #expect(areRead == [true, true])
    #expect(try fitting.answer().body == [1, 2, 3, 4])
    let isMoreRead = fitting.read(body: [5])
    #expect(!isMoreRead)
    let failure = #expect(throws: HTTPFailure.self) { try fitting.answer() }
    #expect(failure == HTTPFailure(.tooLarge, "more than 4 bytes"))
  }
}
