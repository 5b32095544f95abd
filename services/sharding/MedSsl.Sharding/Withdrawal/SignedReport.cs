namespace MedSsl.Sharding.Withdrawal;

/// <summary>A report as it is stored.</summary>
/// <param name="Report">The report.</param>
/// <param name="Json">Its bytes, which are signed.</param>
/// <param name="Signature">The signature.</param>
/// <param name="PublicKey">The key beside it, in PEM; whether it is to be trusted, its fingerprint tells.</param>
/// <param name="Page">The report for people (HTML).</param>
public sealed record SignedReport(WithdrawalReport Report, byte[] Json, byte[] Signature, string PublicKey, byte[] Page);
