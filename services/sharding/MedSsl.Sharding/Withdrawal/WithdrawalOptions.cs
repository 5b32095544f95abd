namespace MedSsl.Sharding.Withdrawal;

/// <summary>Withdrawal of patients.</summary>
public sealed class WithdrawalOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Withdrawal";

    /// <summary>
    /// File with the private key (PEM, elliptic curve P-256) that signs reports. Created with owner-only permissions on first use where it is absent. All
    /// processes that seal should have the same one. Default: <c>withdrawal.key</c> in the spool of the data folder.
    /// </summary>
    public string SigningKeyFile { get; set; } = "";
}
