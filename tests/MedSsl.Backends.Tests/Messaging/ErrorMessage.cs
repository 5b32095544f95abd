namespace MedSsl.Backends.Tests.Messaging;

/// <summary>What lies in the error queue: which message, and why.</summary>
public sealed record ErrorMessage(string Id, string Reason);
