namespace MedSsl.Audit.Chain;

/// <summary>What a record of a chain is.</summary>
public enum ChainRecordKind
{
    /// <summary>A message of the audit trail.</summary>
    Message,

    /// <summary>An unfinished record was cut off after a crash; the content says how many bytes.</summary>
    Cut,

    /// <summary>Old files are dropped; the content is the sequence number of the first record that is kept.</summary>
    Kept,
}
