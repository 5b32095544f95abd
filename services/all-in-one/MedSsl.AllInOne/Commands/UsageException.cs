namespace MedSsl.AllInOne.Commands;

/// <summary>The command line or its input is wrong; the message says what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
