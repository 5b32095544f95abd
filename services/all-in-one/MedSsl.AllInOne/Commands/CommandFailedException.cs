namespace MedSsl.AllInOne.Commands;

/// <summary>Something was tried and failed; the message says what.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
