import APICore
import Testing

@testable import Tools

@Suite struct HiddenNoticeTests {
  @Test func whatIsLeftOutIsSaidWithWhatShowsIt() {
    #expect(HiddenNotice.text(of: []) == nil)
    #expect(
      HiddenNotice.text(of: [
        HiddenTasks(reasons: [.closed], count: 3),
        HiddenTasks(reasons: [.closed, .subtask], count: 1),
      ])
        == "left out, though they match: 3 closed, 1 closed below another task: call again with "
        + "`include_closed`, `subtasks`")
    #expect(
      HiddenNotice.text(of: [HiddenTasks(reasons: [.archived], count: 101)])
        == "more than 100 others match that are left out: call again with `archived`")
  }
}
