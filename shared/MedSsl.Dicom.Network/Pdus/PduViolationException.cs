namespace MedSsl.Dicom.Network.Pdus;

/// <summary>The peer sent what the upper layer does not allow; the association ends with an A-ABORT that names the reason.</summary>
internal sealed class PduViolationException(AbortReason reason, string message) : IOException(message)
{
    public AbortReason Reason => reason;
}
