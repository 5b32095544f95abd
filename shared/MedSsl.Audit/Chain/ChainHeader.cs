namespace MedSsl.Audit.Chain;

/// <summary>How a file of a chain begins.</summary>
/// <param name="Chain">Name of the chain.</param>
/// <param name="FirstSequence">Number of its first record.</param>
/// <param name="Before">Hash of the record before that.</param>
internal sealed record ChainHeader(string Chain, long FirstSequence, string Before);
