namespace MedSsl.Imaging.Volumes;

/// <summary>Where a slice begins, in mm of the stack's own axes.</summary>
/// <param name="Right">Along a row.</param>
/// <param name="Down">Along a column.</param>
/// <param name="Along">Along the normal.</param>
internal readonly record struct StackOffset(double Right, double Down, double Along);
