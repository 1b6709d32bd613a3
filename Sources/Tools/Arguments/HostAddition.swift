/// Arguments that hosts add to the calls of any tool for purposes of their own, by mistake: no
/// model can leave them out, so to refuse them would make every tool unusable there.
///
/// They are dropped where the tool has no argument of that name. Everything else that is unknown is
/// refused: it is a slip of the model, and leaving it out would do something else than was asked.
enum HostAddition {
  static let names: Set<String> = [
    // Cline's list of what is to do: https://github.com/cline/cline/issues/8256
    "task_progress",
    // Gemini CLI's order of calls: https://github.com/MemPalace/mempalace/pull/322
    "wait_for_previous",
    // n8n's identifier of the call: https://github.com/n8n-io/n8n/issues/21500
    "toolCallId",
    // SiYuan's identifier of the conversation: https://github.com/siyuan-note/siyuan/issues/17927
    "_sessionID",
  ]
}
