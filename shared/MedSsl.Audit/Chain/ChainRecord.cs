namespace MedSsl.Audit.Chain;

/// <summary>A record of a chain.</summary>
/// <param name="Sequence">Its number, from 1.</param>
/// <param name="At">When it was written.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mac">Keyed hash of the record and of the one before it, in hexadecimal.</param>
/// <param name="Content">A message on one line, or what the kind says.</param>
public sealed record ChainRecord(long Sequence, DateTimeOffset At, ChainRecordKind Kind, string Mac, string Content);
