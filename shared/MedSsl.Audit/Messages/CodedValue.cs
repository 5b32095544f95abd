namespace MedSsl.Audit.Messages;

/// <summary>A code with the system that defines it.</summary>
/// <param name="Code">The code.</param>
/// <param name="System">Its coding scheme, for example DCM.</param>
/// <param name="Meaning">The same in words.</param>
public sealed record CodedValue(string Code, string System, string Meaning);
