namespace MedSsl.Audit.Messages;

/// <summary>Somebody in the network.</summary>
/// <param name="AeTitle">What it calls itself.</param>
/// <param name="Address">Where it is.</param>
public sealed record NetworkNode(string AeTitle, string Address);
