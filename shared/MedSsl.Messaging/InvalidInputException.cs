namespace MedSsl.Messaging;

/// <summary>
/// A consumer throws it for input that no retry can cure. The message goes to the error queue at once, with this reason.
/// </summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, what to do. Never contains a value of a patient attribute.</param>
    /// <param name="innerException">What discovered it, if anything did.</param>
    public InvalidInputException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
