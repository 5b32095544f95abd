namespace MedSsl.Audit.Messages;

/// <summary>Who reports (Audit Source).</summary>
/// <param name="Id">Name of the system, one for each.</param>
/// <param name="EnterpriseSite">Site within the enterprise; empty where it has no name.</param>
public sealed record AuditSource(string Id, string EnterpriseSite = "");
