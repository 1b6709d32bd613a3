import Testing

/// An office day: what is asked of a model there, how far it gets with what it would guess, and
/// that nothing is ever done that was not asked.
@Suite("An office day") struct OfficeDayTests {
  /// How many of the requests end how; whoever makes one better raises its number.
  struct Rates: Equatable {
    var requests = 0
    /// The naive calls do it.
    var firstTry = 0
    /// They do not, and the answer suffices to correct them.
    var corrected = 0
    /// The user has to decide; what between is said.
    var asked = 0
    var impossible = 0
    var calls = 0
  }

  @Test func everyRequest() throws {
    let day = try OfficeDay()
    #expect(day.morning.taskCount == OfficeWorld.taskCount)
    var rates = Rates()
    for request in try DayRequest.all() {
      let course = try day.course(of: request)
      check(course, of: request)
      rates.requests += 1
      rates.calls += request.calls.count
      switch request.ending {
      case .done where request.calls.contains(where: \.isCorrection): rates.corrected += 1
      case .done: rates.firstTry += 1
      case .asks: rates.asked += 1
      case .impossible: rates.impossible += 1
      }
    }
    #expect(
      rates
        == Rates(requests: 71, firstTry: 35, corrected: 29, asked: 7, impossible: 0, calls: 121))
  }

  private func check(_ course: OfficeDay.Course, of request: DayRequest) {
    for (call, answer) in zip(request.calls, course.answers) {
      let about = "\(request.place) \(request.words) \(call.tool): \(answer.text.prefix(3_000))"
      #expect(answer.isError == !call.refusal.isEmpty, "\(about)")
      for words in call.refusal + call.holds {
        #expect(answer.text.contains(words), "\(words)\n\(about)")
      }
      for words in call.lacks { #expect(!answer.text.contains(words), "\(words)\n\(about)") }
    }
    #expect(course.unfounded == [], "\(request.place) \(request.words)")
    #expect(
      course.changes == request.changes.sorted(),
      "\(request.place) \(request.words)\n\(course.changes.joined(separator: "\n"))")
  }
}
