namespace MedSsl.Audit.Messages;

/// <summary>The process that reports about itself.</summary>
/// <param name="Name">Its name and process id.</param>
/// <param name="Account">The account that it runs under.</param>
/// <param name="Host">The machine.</param>
public sealed record AuditProcess(string Name, string Account, string Host);
