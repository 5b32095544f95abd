namespace MedSsl.Dicom.Network.Messages;

/// <summary>Kinds of messages (PS3.7 annex E.1); a response has the highest bit set.</summary>
internal static class CommandField
{
    public const ushort StoreRequest = 0x0001;
    public const ushort EchoRequest = 0x0030;
    public const ushort EventReportRequest = 0x0100;
    public const ushort ActionRequest = 0x0130;
    public const ushort CancelRequest = 0x0FFF;
    public const ushort ResponseBit = 0x8000;
}
