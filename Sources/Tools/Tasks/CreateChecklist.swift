/// `create_checklist`: a new checklist on a task.
enum CreateChecklist: MakingTool {
  typealias Place = OnTask
  typealias Form = ChecklistForm
}
