namespace MedSsl.Dicom.Network.Pdus;

/// <summary>One protocol data unit as it came.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Body">What follows its six bytes of header; valid until the next one is read.</param>
internal readonly record struct PduFrame(PduType Type, ReadOnlyMemory<byte> Body);
